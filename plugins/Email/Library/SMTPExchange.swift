import CCurl
import Synchronization

/// What libcurl's callbacks read and write during one message. Used by one thread, the one that performs; only the
/// cancellation comes from elsewhere.
final class SMTPExchange {
  private let message: [UInt8]
  private var offset = 0
  private let isCancelled: Cancellation
  private var replyBytes = 0
  private var isQuitting = false
  private(set) var progress = SMTPProgress()

  /// Set from any thread.
  final class Cancellation: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
  }

  init(_ message: [UInt8], cancellation: Cancellation) {
    self.message = message
    isCancelled = cancellation
  }

  /// Connects the callbacks to this object, which has to live until ``disconnect(_:)``.
  func connect(_ handle: UnsafeMutableRawPointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    for option in [CURLOPT_READDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA, CURLOPT_DEBUGDATA] {
      _ = orglife_curl_set_pointer(handle, option, context)
    }
    _ = orglife_curl_set_transfer(handle, CURLOPT_READFUNCTION) { buffer, size, count, context in
      SMTPExchange.of(context).read(into: buffer, room: size * count)
    }
    _ = orglife_curl_set_transfer(handle, CURLOPT_HEADERFUNCTION) { buffer, size, count, context in
      SMTPExchange.of(context).heard(buffer, size * count)
    }
    _ = orglife_curl_set_progress(handle) { context, _, _, _, _ in
      SMTPExchange.of(context).isCancelled.isSet ? 1 : 0
    }
    _ = orglife_curl_set_debug(handle) { _, kind, data, size, context in
      if kind == CURLINFO_HEADER_OUT { SMTPExchange.of(context).said(data, size) }
      return 0
    }
    _ = orglife_curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
    // Only to learn which command was the last; nothing of it is kept or shown.
    _ = orglife_curl_set_long(handle, CURLOPT_VERBOSE, 1)
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> SMTPExchange {
    guard let context else { preconditionFailure("libcurl called back without our pointer") }
    return Unmanaged<SMTPExchange>.fromOpaque(context).takeUnretainedValue()
  }

  private func read(into buffer: UnsafeMutablePointer<CChar>?, room: Int) -> Int {
    let count = min(room, message.count - offset)
    guard count > 0, let buffer else {
      progress.isBodySent = true
      return 0
    }
    message.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: buffer, count: count)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
    }
    offset += count
    return count
  }

  /// A relay that talks without end is left: any other number than `size` ends the transfer.
  private func heard(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
    replyBytes += size
    guard replyBytes <= 65536, let buffer else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: size)
    let line = SMTPReplyLine(bytes)
    // The answer to QUIT says nothing about the message.
    if !isQuitting {
      progress.text = line.text
      progress.code = line.code
    }
    return size
  }

  private func said(_ data: UnsafeMutablePointer<CChar>?, _ size: Int) {
    guard let data else { return }
    let word = UnsafeRawBufferPointer(start: data, count: min(size, 4))
    guard word.allSatisfy({ (65...90).contains($0) }) else { return }
    let command = String(decoding: word, as: UTF8.self)
    isQuitting = command == "QUIT"
    if !isQuitting { progress.command = command }
  }
}
