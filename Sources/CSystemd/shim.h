#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

// The TFD_ names are enumerators of an anonymous enum, which Swift does not import as integers.
static const int orglife_tfd_nonblock = TFD_NONBLOCK;
static const int orglife_tfd_cloexec = TFD_CLOEXEC;
static const int orglife_tfd_timer_abstime = TFD_TIMER_ABSTIME;
static const int orglife_tfd_timer_cancel_on_set = TFD_TIMER_CANCEL_ON_SET;

// struct ucred is visible with _GNU_SOURCE only, which the Glibc module does not promise.
static inline int orglife_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -errno;
  *pid = peer.pid;
  *uid = peer.uid;
  *gid = peer.gid;
  return 0;
}
