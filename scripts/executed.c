/* Runs a program for some seconds and says which of its functions were executed, each once:
 *
 *   executed SECONDS FUNCTIONS PROGRAM [WORD…]
 *
 * FUNCTIONS has lines “ADDRESS NAME”, as nm prints them, for the program as it lies in its file. Each function's first
 * byte becomes a trap, which is mended when it is met: so the program runs as fast as ever, but for the first times. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct function {
  unsigned long address;
  char *name;
  unsigned char first;
  int isMet;
};

static struct function *functions;
static size_t count;
static pid_t child;

static void end(int signal) {
  (void)signal;
  kill(child, SIGKILL);
}

static int byAddress(const void *left, const void *right) {
  unsigned long a = ((const struct function *)left)->address, b = ((const struct function *)right)->address;
  return a < b ? -1 : a > b;
}

static void readFunctions(const char *path) {
  FILE *file = fopen(path, "r");
  char *line = NULL;
  size_t room = 0, most = 0;
  if (!file) exit(2);
  while (getline(&line, &room, file) > 0) {
    char *name;
    unsigned long address = strtoul(line, &name, 16);
    if (*name++ != ' ') continue;
    name[strcspn(name, "\n")] = 0;
    if (count == most) {
      most = most ? 2 * most : 1024;
      functions = realloc(functions, most * sizeof *functions);
    }
    if (!functions) exit(2);
    functions[count++] = (struct function){address, strdup(name), 0, 0};
  }
  fclose(file);
  qsort(functions, count, sizeof *functions, byAddress);
}

/* Where the program lies in the memory of the child. */
static unsigned long base(const char *program) {
  char path[64], exact[4096], line[8192];
  unsigned long start = 0;
  if (!realpath(program, exact)) exit(2);
  snprintf(path, sizeof path, "/proc/%d/maps", child);
  FILE *maps = fopen(path, "r");
  if (!maps) exit(2);
  while (!start && fgets(line, sizeof line, maps))
    if (strstr(line, exact)) start = strtoul(line, NULL, 16);
  fclose(maps);
  return start;
}

#if !defined(__x86_64__)
int main(void) {
  fputs("which functions are executed is only found on x86-64\n", stderr);
  return 1;
}
#else
int main(int words, char **word) {
  if (words < 4) return 64;
  readFunctions(word[2]);
  child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execv(word[3], word + 3);
    _exit(127);
  }
  int status;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) {
    fputs("the program cannot be traced here\n", stderr);
    return 1;
  }
  ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
  unsigned long start = base(word[3]);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/mem", child);
  int memory = open(path, O_RDWR | O_CLOEXEC);
  const unsigned char trap = 0xcc;
  for (size_t n = 0; n < count; n++) {
    struct function *each = functions + n;
    each->address += start;
    if (n > 0 && each->address == each[-1].address) continue;
    if (pread(memory, &each->first, 1, (off_t)each->address) != 1 ||
        pwrite(memory, &trap, 1, (off_t)each->address) != 1) {
      fputs("the program's memory cannot be written here\n", stderr);
      return 1;
    }
  }
  signal(SIGALRM, end);
  alarm((unsigned)atoi(word[1]));
  ptrace(PTRACE_CONT, child, NULL, NULL);
  for (;;) {
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0 && errno == EINTR) continue;
    if (thread < 0) break;
    if (!WIFSTOPPED(status)) {
      if (thread == child) break;
      continue;
    }
    long passed = WSTOPSIG(status);
    if (passed == SIGSTOP || status >> 16) {
      passed = 0;
    } else if (passed == SIGTRAP) {
      struct user_regs_struct registers;
      ptrace(PTRACE_GETREGS, thread, NULL, &registers);
      struct function key = {.address = registers.rip - 1};
      struct function *met = bsearch(&key, functions, count, sizeof *functions, byAddress);
      if (met) {
        while (met > functions && met[-1].address == met->address) met--;
        if (pwrite(memory, &met->first, 1, (off_t)met->address) != 1) return 1;
        registers.rip--;
        ptrace(PTRACE_SETREGS, thread, NULL, &registers);
        for (struct function *same = met; same < functions + count && same->address == met->address; same++) same->isMet = 1;
        passed = 0;
      }
    }
    ptrace(PTRACE_CONT, thread, NULL, passed);
  }
  for (size_t n = 0; n < count; n++)
    if (functions[n].isMet) puts(functions[n].name);
  return 0;
}
#endif
