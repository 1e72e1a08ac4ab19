import Markup

extension Settings {
    /// One setting, as the page of the administrator shows it.
    public struct Line: Sendable {
        public let name: String
        /// What holds now; a secret is only said to be set.
        public let value: String
        public let origin: Origin
        public let meaning: String
    }

    /// Where a setting's value comes from.
    public enum Origin: Sendable { case standard, environment, commandLine }

    /// Every setting there is, what it is now and where that comes from.
    public func described(_ w: Words) -> [Line] {
        func line(_ name: String, _ value: String, _ meaning: String) -> Line {
            Line(name: name, value: value, origin: set.contains(name) ? .environment : .standard, meaning: meaning)
        }
        return started(w) + [
            line("PROXENIA_ADDRESS", address, w("The address people use; links in feeds and messages begin with it.")),
            line("PROXENIA_BEHIND_PROXY", isBehindProxy ? "1" : "0", w("1 behind a proxy of your own: it then says who asks.")),
            line(
                "PROXENIA_DATABASE", set.contains("PROXENIA_DATABASE") ? w("set") : "",
                w("A PostgreSQL address or the path of an SQLite file; --database goes before it.")),
            line("PROXENIA_BACKUPS", backups, w("Folder of the nightly backups; “off” for none.")),
            line("PROXENIA_SECRET_FILE", secretFile, w("The file with the server’s secret; without one it lies in the database.")),
            line(
                "PROXENIA_LOG", log?.rawValue ?? "", w("“json”: a line for each request and event, for programs; “text”: events alone, for people.")),
            line("PROXENIA_UPLOAD_LIMIT", "\(uploadLimit >> 20)", w("Largest file somebody may upload, in megabytes.")),
            line("PROXENIA_SESSION_HOURS", "\(sessionHours)", w("Signing in ends after so many hours without a request.")),
            line("PROXENIA_MAIL", mail?.description ?? "", w("The SMTP server that takes our mails; without one they stay in the outbox.")),
            line("PROXENIA_MAIL_FROM", mail.map { $0.sender.address } ?? "", w("Who mails come from.")),
            line("PROXENIA_MAIL_PASSWORD", set.contains("PROXENIA_MAIL_PASSWORD") ? w("set") : "", w("The password at the SMTP server.")),
            line("PROXENIA_SSO", singleSignOn.issuer, w("The house’s own provider of sign-in (OpenID Connect).")),
            line("PROXENIA_SSO_CLIENT", singleSignOn.client, w("The name by which the provider knows this server.")),
            line("PROXENIA_SSO_SECRET", singleSignOn.secret.isEmpty ? "" : w("set"), w("The secret shared with the provider.")),
            line("PROXENIA_SSO_GROUPS", singleSignOn.groups, w("What the provider’s groups may do: group=role@office, separated by commas.")),
            line("PROXENIA_SECURITY_CONTACT", securityContact, w("Whom to tell about a weakness (security.txt).")),
            line(
                "PROXENIA_METRICS_TOKEN", metricsToken.isEmpty ? "" : w("set"),
                w("What a monitor must send to read /metrics; without it only this machine may.")),
        ]
    }

    /// What the server was started with.
    private func started(_ w: Words) -> [Line] {
        guard let start else { return [] }
        func line(_ name: String, _ value: String, _ meaning: String, elsewhere: Origin = .standard) -> Line {
            Line(name: name, value: value, origin: start.given.contains(name) ? .commandLine : elsewhere, meaning: meaning)
        }
        return [
            line("--host", start.host, w("The address this server listens on.")),
            line("--port", String(start.port), w("The port this server listens on.")),
            line("--data", start.data, w("The folder of the places of the world, of SQLite’s database and of the backups.")),
            line(
                "--database", start.database, w("Where everything entered lies."),
                elsewhere: set.contains("PROXENIA_DATABASE") ? .environment : .standard),
        ]
    }
}
