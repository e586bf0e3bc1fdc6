// Keeps one plugin: gives it its limits before it runs, and ends whatever it leaves behind. The daemon starts it where
// it starts plugins itself; it is no tool for people.
//
//   orglife-keeper [--limit=RESOURCE:MOST]... PROGRAM [ARGUMENT]...
//
// In force before the program's first instruction, and so for all that it starts: the limits (RESOURCE is a number of
// setrlimit(2)), and that nothing it executes gives more rights. A limit that cannot be set is a failure: nothing runs.
//
// Everything that the program starts becomes this process's child when its parent dies, whatever group or session it
// went to (PR_SET_CHILD_SUBREAPER). This process stays until none is left: when the program ends the others are killed;
// when SIGTERM comes or standard input ends (whoever started it is dead), the program has GRACE_MILLISECONDS to end.
//
// It ends as the program did, by the same status or signal; with 126, after a sentence on standard error, where it could
// not start it. Killed with SIGKILL it takes the program with it (PR_SET_PDEATHSIG), but not what the program started.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A little more than a plugin takes that settles what it has (PluginKit leaves after 1.9 s), less than the daemon waits.
enum { GRACE_MILLISECONDS = 2200, CANNOT_START = 126 };

static pid_t program;
static int program_status;
static int program_has_ended;

static void fail(const char *what, const char *which) {
  dprintf(2, "%s%s%s: %s\n", what, *which ? " " : "", which, strerror(errno));
  _exit(CANNOT_START);
}

// No higher than what was inherited, which only root may raise.
static void limit(const char *words) {
  char *end;
  errno = EINVAL;
  const unsigned long resource = strtoul(words, &end, 10);
  if (end == words || *end != ':') fail("cannot read the limit", words);
  const char *number = end + 1;
  errno = EINVAL;
  const rlim_t most = strtoul(number, &end, 10);
  if (end == number || *end) fail("cannot read the limit", words);
  struct rlimit now;
  if (getrlimit((int)resource, &now) != 0) fail("cannot set the limit", words);
  if (now.rlim_max == RLIM_INFINITY || most < now.rlim_max) now.rlim_max = most;
  now.rlim_cur = now.rlim_max;
  if (setrlimit((int)resource, &now) != 0) fail("cannot set the limit", words);
}

static long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// The parent of a process, from /proc/PID/stat; 0 when it is gone.
static pid_t parent_of(pid_t pid) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return 0;
  text[size] = 0;
  // The name in parentheses may hold anything, parentheses too.
  const char *rest = strrchr(text, ')');
  char state;
  int parent;
  return rest && sscanf(rest + 1, " %c %d", &state, &parent) == 2 ? parent : 0;
}

// Kills every child there is now. What these leave behind comes to us when they are dead. A child's number is not given
// to another process before we have waited for it.
static void kill_children(void) {
  if (program && !program_has_ended) kill(program, SIGKILL);
  DIR *processes = opendir("/proc");
  if (!processes) return;
  for (struct dirent *entry; (entry = readdir(processes));) {
    const pid_t pid = atoi(entry->d_name);
    if (pid > 0 && parent_of(pid) == getpid()) kill(pid, SIGKILL);
  }
  closedir(processes);
}

// Waits for whoever is dead. Returns whether anybody is left.
static int reap(void) {
  for (;;) {
    int status;
    const pid_t child = waitpid(-1, &status, WNOHANG);
    if (child == program && child > 0) {
      program_status = status;
      program_has_ended = 1;
    }
    if (child == 0) return 1;
    if (child < 0 && errno != EINTR) return 0;
  }
}

static void run(char **words, const sigset_t *before, pid_t keeper) {
  sigprocmask(SIG_SETMASK, before, NULL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != keeper) _exit(CANNOT_START);
  execv(words[0], words);
  fail("cannot run", words[0]);
}

int main(int count, char **words) {
  int first = 1;
  for (; first < count && strncmp(words[first], "--limit=", 8) == 0; first++) limit(words[first] + 8);
  if (first >= count) {
    dprintf(2, "there is no program to keep\n");
    return CANNOT_START;
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("cannot give up gaining rights", "");
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) fail("cannot become the parent of orphans", "");
  sigset_t ours, before;
  sigemptyset(&ours);
  sigaddset(&ours, SIGCHLD);
  sigaddset(&ours, SIGTERM);
  sigprocmask(SIG_BLOCK, &ours, &before);
  const int signals = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) fail("cannot wait for signals", "");
  const pid_t keeper = getpid();
  program = fork();
  if (program < 0) fail("cannot start", words[first]);
  if (program == 0) run(words + first, &before, keeper);

  // events = 0: only that the other end of standard input was closed. Its bytes, if any, are the program's.
  struct pollfd waiting[] = {{.fd = signals, .events = POLLIN}, {.fd = 0}};
  long deadline = 0;
  while (reap(), !program_has_ended) {
    const long left = deadline ? deadline - milliseconds() : -1;
    if (deadline && left <= 0) break;
    if (poll(waiting, 2, (int)left) < 0 && errno != EINTR) break;
    struct signalfd_siginfo signal;
    int must_end = waiting[1].revents & (POLLHUP | POLLERR);
    if (waiting[1].revents) waiting[1].fd = -1;
    while (read(signals, &signal, sizeof signal) == sizeof signal)
      if (signal.ssi_signo == SIGTERM) {
        kill(program, SIGTERM);
        must_end = 1;
      }
    if (must_end && !deadline) deadline = milliseconds() + GRACE_MILLISECONDS;
  }

  // Signals of the dying wake the wait; the hundredth of a second is for those that become ours while we look.
  const struct timespec while_looking = {.tv_nsec = 10000000};
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  while (reap()) {
    kill_children();
    sigtimedwait(&child, NULL, &while_looking);
  }
  if (WIFSIGNALED(program_status)) {
    signal(WTERMSIG(program_status), SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    raise(WTERMSIG(program_status));
  }
  return WIFEXITED(program_status) ? WEXITSTATUS(program_status) : CANNOT_START;
}
