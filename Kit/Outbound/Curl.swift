import CCurl
import Foundation
import Kernel
import Synchronization

/// One transfer of libcurl. Blocks the thread it runs on, so it runs on one of its own (`OutboundThread.run`), never on those of the tasks.
final class Curl {
    private let handle: UnsafeMutableRawPointer
    private let complaint: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var source: [UInt8] = []
    private var sent = 0
    private var sinkLimit = 0
    /// What came back, at most `sinkLimit` bytes.
    private(set) var received: [UInt8] = []
    private(set) var isTooLong = false
    /// The last line a server of SMTP answered, or the headers of an HTTP answer.
    private(set) var headers: [String] = []
    /// Says whether an address may be connected to; asked of the one really used, after the name was looked up.
    var mayConnect: ((_ address: SocketAddress) -> Bool)?
    /// Says whether the transfer is to be given up in its middle; asked at least about once a second.
    var isGivenUp: (() -> Bool)?

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Nil when libcurl has no memory for one.
    init?() {
        guard Self.isReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
        complaint = .allocate(capacity: Int(proxenia_curl_error_size()))
        complaint.initialize(repeating: 0, count: Int(proxenia_curl_error_size()))
        _ = proxenia_curl_buffer(handle, CURLOPT_ERRORBUFFER, complaint)
        // No signals: other threads live here.
        _ = proxenia_curl_number(handle, CURLOPT_NOSIGNAL, 1)
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
        complaint.deallocate()
    }

    func set(_ option: CURLoption, _ text: String) { _ = proxenia_curl_text(handle, option, text) }
    func set(_ option: CURLoption, _ number: Int) { _ = proxenia_curl_number(handle, option, number) }

    func set(_ option: CURLoption, list items: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for item in items { list = curl_slist_append(list, item) ?? list }
        guard let list else { return }
        lists.append(list)
        _ = proxenia_curl_list(handle, option, list)
    }

    /// What is to be sent.
    func upload(_ bytes: [UInt8]) { (source, sent) = (bytes, 0) }

    /// How a transfer ended.
    struct Outcome {
        let code: CURLcode
        /// Last status of the server: of SMTP or HTTP; 0 when it never said one.
        let status: Int
        let complaint: String
    }

    /// Does it.
    /// - Parameter limit: most bytes that are taken of an answer; one more ends the transfer.
    func perform(limit: Int = 1 << 20) -> Outcome {
        sinkLimit = limit
        let me = Unmanaged.passUnretained(self).toOpaque()
        _ = proxenia_curl_source(handle, Self.read, me)
        _ = proxenia_curl_sink(handle, Self.write, me)
        _ = proxenia_curl_headers(handle, Self.header, me)
        if mayConnect != nil { _ = proxenia_curl_opening(handle, Self.open, me) }
        if isGivenUp != nil { _ = proxenia_curl_watch(handle, Self.watch, me) }
        let code = curl_easy_perform(handle)
        let said = String(cString: complaint)
        return Outcome(
            code: code, status: Int(proxenia_curl_response(handle)), complaint: said.isEmpty ? String(cString: curl_easy_strerror(code)) : said)
    }

    private static func curl(_ context: UnsafeMutableRawPointer?) -> Curl? {
        context.map { Unmanaged<Curl>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let read: proxenia_curl_pipe = { bytes, size, count, context in
        guard let curl = Curl.curl(context), let bytes else { return 0 }
        let piece = curl.source[curl.sent...].prefix(size * count)
        piece.withUnsafeBytes { from in
            if let base = from.baseAddress {
                bytes.withMemoryRebound(to: UInt8.self, capacity: from.count) {
                    UnsafeMutableRawPointer($0).copyMemory(from: base, byteCount: from.count)
                }
            }
        }
        curl.sent += piece.count
        return piece.count
    }

    private static let write: proxenia_curl_pipe = { bytes, size, count, context in
        guard let curl = Curl.curl(context), let bytes else { return 0 }
        let length = size * count
        guard curl.received.count + length <= curl.sinkLimit else {
            curl.isTooLong = true
            return 0
        }
        curl.received.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
        return length
    }

    private static let header: proxenia_curl_pipe = { bytes, size, count, context in
        guard let curl = Curl.curl(context), let bytes else { return 0 }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
        if curl.headers.count < 200 { curl.headers.append(String(line.prefix(2000)).trimmingCharacters(in: .whitespacesAndNewlines)) }
        return size * count
    }

    private static let watch: curl_xferinfo_callback = { context, _, _, _, _ in
        Curl.curl(context)?.isGivenUp?() == true ? 1 : 0
    }

    private static let open: proxenia_curl_opener = { context, _, address in
        guard let curl = Curl.curl(context), let address else { return -1 }
        let found = withUnsafePointer(to: &address.pointee.addr) { SocketAddress(family: Int32(address.pointee.family), UnsafeRawPointer($0)) }
        guard let found, curl.mayConnect?(found) != false else { return -1 }
        return socket(address.pointee.family, address.pointee.socktype, address.pointee.protocol)
    }
}

/// An address as it is connected to, for the rule which may be.
struct SocketAddress: Sendable, Equatable {
    /// 4 bytes of IPv4 or 16 of IPv6.
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    init?(family: Int32, _ address: UnsafeRawPointer) {
        switch family {
        case AF_INET: bytes = Array(UnsafeRawBufferPointer(start: address + 4, count: 4))
        case AF_INET6: bytes = Array(UnsafeRawBufferPointer(start: address + 8, count: 16))
        default: return nil
        }
    }

    /// Reached over the public internet: not loopback, private, link-local, carrier, documentation, multicast or unspecified
    /// (IANA special-purpose registries for IPv4 and IPv6). An IPv4 address written in IPv6 counts as what it is.
    var isPublic: Bool {
        if bytes.count == 4 { return Self.isPublic4(bytes) }
        guard bytes.count == 16 else { return false }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF { return Self.isPublic4(Array(bytes.suffix(4))) }
        // NAT64: the address it stands for.
        if bytes.prefix(12).elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return Self.isPublic4(Array(bytes.suffix(4))) }
        // Global unicast is 2000::/3; within it documentation, Teredo, ORCHID and 6to4 are not the internet.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        let (first, second) = (Int(bytes[0]) << 8 | Int(bytes[1]), Int(bytes[2]) << 8 | Int(bytes[3]))
        if first == 0x2001, second < 0x0200 || second == 0x0DB8 { return false }
        return first != 0x2002 && first != 0x3FFF
    }

    private static func isPublic4(_ b: [UInt8]) -> Bool {
        switch (b[0], b[1]) {
        case (0, _), (10, _), (127, _), (224..., _): false
        case (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19): false
        case (192, 0): b[2] != 0 && b[2] != 2
        case (198, 51): b[2] != 100
        case (203, 0): b[2] != 113
        default: true
        }
    }
}

/// Whether somebody gave up waiting for a transfer.
final class GivenUp: Sendable {
    private let state = Atomic<Bool>(false)
    var isSet: Bool { state.load(ordering: .acquiring) }
    func set() { state.store(true, ordering: .releasing) }
}

/// Threads for transfers: they block, and the threads of the tasks are few.
enum OutboundThread {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}
