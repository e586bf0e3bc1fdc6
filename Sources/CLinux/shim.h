#pragma once
// Never _GNU_SOURCE here: it changes the shape of fd_set, and two C modules that disagree about it do not compile together.
// As few headers as can be: what they declare may count as this module's as well as Glibc's, and a file that uses such a
// type then has to import both.
#include <errno.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/types.h>

// The TFD_ names are enumerators of an anonymous enum, which Swift does not import as integers.
static const int orglife_tfd_nonblock = TFD_NONBLOCK;
static const int orglife_tfd_cloexec = TFD_CLOEXEC;
static const int orglife_tfd_timer_abstime = TFD_TIMER_ABSTIME;
static const int orglife_tfd_timer_cancel_on_set = TFD_TIMER_CANCEL_ON_SET;

// The kernel's struct ucred, whose declaration asks for _GNU_SOURCE.
struct orglife_peer {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};

// 0, or -errno.
static inline int orglife_peer_credentials(int socket, struct orglife_peer *peer) {
  socklen_t size = sizeof *peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, peer, &size) != 0 ? -errno : 0;
}

// The supplementary groups of the peer: how many were written, or -errno; -ERANGE when there are more than `capacity`.
static inline int orglife_peer_groups(int socket, gid_t *groups, int capacity) {
  socklen_t size = (socklen_t)capacity * sizeof(gid_t);
  if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0) return -errno;
  return (int)(size / sizeof(gid_t));
}

/// Sets a limit of another process, which it cannot raise again.
static inline int orglife_limit(pid_t process, int resource, unsigned long most) {
  struct rlimit limit = {most, most};
  return prlimit(process, resource, &limit, NULL);
}

static inline int orglife_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

static inline int orglife_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// Declared here because their own declarations ask for _GNU_SOURCE.
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags);

static inline int orglife_accept(int socket) {
  return accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// Renames unless the new name exists: 0, or -errno, which is -EINVAL where the file system cannot.
static inline int orglife_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, 1 /* RENAME_NOREPLACE */) != 0 ? -errno : 0;
}
