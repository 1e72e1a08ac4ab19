import Kernel

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

/// A key that came in a link of a letter, on its way through the forms it opens. Taken out of the address at once, so that it stands in no
/// log and no history; kept signed in a cookie that scripts cannot read, for one hour.
extension Reply {
    /// - Parameter purpose: what the key opens: `invitation`.
    public func carrying(_ purpose: String, _ key: String, in house: House) -> Reply {
        cookie(Answering.carriedCookie, house.guardian.seal(purpose + " " + key), seconds: 3600, secure: house.isSecure)
    }

    /// Lets go of it.
    public func carryingNothing(in house: House) -> Reply { cookie(Answering.carriedCookie, "", seconds: 0, secure: house.isSecure) }
}

extension Context {
    /// The key that the reader brought from a letter for this purpose; nil when there is none.
    /// - Throws: `AppError.invalid` for a form that was opened by another letter's key: two letters opened in one browser are two things, and what is
    ///   pressed in the first window must not be done to what the second one is about.
    public func carried(_ purpose: String) throws -> String? {
        guard let text = request.cookie(Answering.carriedCookie).flatMap(house.guardian.unseal) else { return nil }
        if request.method == .post, let sent = request.form["csrf"], carriedMark != sent.split(separator: ".").dropFirst().first.map(String.init) {
            throw AppError.invalid(
                w(
                    "Another link was opened in this browser since this page was. Nothing was done. Open the link of the letter that you mean once more."
                ))
        }
        guard text.hasPrefix(purpose + " ") else { return nil }
        return String(text.dropFirst(purpose.count + 1))
    }

    /// By this a form says which letter's key it was opened with; nil where there is none.
    var carriedMark: String? {
        request.cookie(Answering.carriedCookie).flatMap(house.guardian.unseal).map { String(Guardian.hash("carried " + $0).prefix(16)) }
    }
}
