import CLinux
import Glibc

/// Why a frame did not come or go.
enum FrameFault: Error, Hashable {
  case closed, timedOut, woken, tooLarge
}

/// Frames from a stream: bytes up to a NUL.
struct FrameReader {
  let socket: Socket
  private var buffer: [UInt8] = []
  private var searched = 0

  init(_ socket: Socket) { self.socket = socket }

  /// The next frame without its NUL. Waits without using a thread of the cooperative pool only if the caller is on none.
  mutating func next(until deadline: Deadline, wake: Wake? = nil) throws(FrameFault) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      if let end = buffer[searched...].firstIndex(of: 0) {
        let frame = Array(buffer[..<end])
        buffer.removeFirst(end + 1)
        searched = 0
        guard frame.count <= VarlinkLimits.frameBytes else { throw .tooLarge }
        return frame
      }
      searched = buffer.count
      guard buffer.count <= VarlinkLimits.frameBytes else { throw .tooLarge }

      let count = recv(socket.descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        buffer.append(contentsOf: chunk[..<count])
        // A peer that drips must not outlive the deadline.
        if deadline.hasPassed { throw .timedOut }
        continue
      }
      if count == 0 { throw .closed }
      if errno == EINTR { continue }
      guard errno == EAGAIN else { throw .closed }
      var wanted = [(socket.descriptor, Int16(POLLIN))]
      if let wake { wanted.append((wake.descriptor, Int16(POLLIN))) }
      guard let ready = pollAny(wanted, until: deadline) else { throw .timedOut }
      if ready.count > 1, ready[1] != 0 { throw .woken }
    }
  }
}

/// Sends a frame and its NUL. When it throws, the NUL was not sent, so the peer cannot have read the frame.
func sendFrame(_ frame: [UInt8], to socket: Socket, until deadline: Deadline) throws(FrameFault) {
  guard frame.count <= VarlinkLimits.frameBytes else { throw .tooLarge }
  let bytes = frame + [0]
  var sent = 0
  while sent < bytes.count {
    let count = bytes.withUnsafeBytes {
      send(
        socket.descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent,
        Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    }
    if count >= 0 {
      sent += count
      continue
    }
    if errno == EINTR { continue }
    guard errno == EAGAIN else { throw .closed }
    guard let ready = pollAny([(socket.descriptor, Int16(POLLOUT))], until: deadline) else { throw .timedOut }
    if ready[0] & Int16(POLLOUT) == 0 { throw .closed }
  }
}
