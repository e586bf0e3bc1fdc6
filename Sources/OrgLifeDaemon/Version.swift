/// The version of the daemon and its programs, by semver.org.
public enum Version {
  public static let current = "0.1.0"
}
