import Glibc

/// Ends the program with the claim where it is not so: libFuzzer then keeps the input.
public func hold(_ isSo: Bool, _ claim: @autoclosure () -> String) {
  if isSo { return }
  let line = Array("does not hold: \(claim())\n".utf8)
  _ = write(2, line, line.count)
  abort()
}

/// The input of a trial as libFuzzer hands it over.
public func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  Array(UnsafeBufferPointer(start: start, count: count))
}
