/// The cookie that holds a session's token. Only Accounts gives it out and takes it back.
extension Reply {
    /// Signs the reader in: the token goes into a cookie that scripts cannot read, other sites do not cause to be sent with forms, and
    /// that travels only over TLS where the server is reached so. It ends with the browser; how long the session lasts, the database knows.
    public func session(token: String, in house: House) -> Reply {
        cookie(Answering.sessionCookie, token, seconds: nil, secure: house.isSecure)
    }

    /// Takes the cookie back.
    public func withoutSession(in house: House) -> Reply {
        cookie(Answering.sessionCookie, "", seconds: 0, secure: house.isSecure)
    }
}
