import CLinux

/// What this thread and all that it starts may become.
public enum Privileges {
  /// From now on nothing that is executed gives more rights than there are now: no set-user-id program, no file
  /// capabilities (PR_SET_NO_NEW_PRIVS). It cannot be taken back, and done again it changes nothing.
  public static func gainNoMore() { _ = orglife_no_new_privileges() }
}
