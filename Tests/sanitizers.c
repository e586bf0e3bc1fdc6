// Linked into every program that scripts/sanitize builds, in place of options in the environment, which most of the processes
// that the tests start do not inherit.

// REPORTS: where the reports go, so that none is lost with the standard error of a daemon or a plugin.
const char *__asan_default_options(void) { return "detect_leaks=0:log_exe_name=1:log_path=" REPORTS; }
const char *__tsan_default_options(void) { return "log_exe_name=1:log_path=" REPORTS; }

// Swift's Mutex takes and gives up a lock that others want in a part of the runtime that is not instrumented. Unless the thread
// sanitizer is told of it, every two accesses under such a lock are a race to it. The linker puts these in place of those two
// (--wrap). Weak, for programs without a Mutex.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define MUTEX "$s15Synchronization12_MutexHandleV"
#define LOCK MUTEX "9_lockSlowyys6UInt32VF"
#define UNLOCK MUTEX "11_unlockSlowyyF"

__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);
__attribute__((weak)) SWIFT void lock(unsigned state, SELF void *mutex) __asm__("__real_" LOCK);
__attribute__((weak)) SWIFT void unlock(SELF void *mutex) __asm__("__real_" UNLOCK);

SWIFT void lock_known(unsigned state, SELF void *mutex) __asm__("__wrap_" LOCK);
SWIFT void lock_known(unsigned state, SELF void *mutex) {
  lock(state, mutex);
  __tsan_acquire(mutex);
}

SWIFT void unlock_known(SELF void *mutex) __asm__("__wrap_" UNLOCK);
SWIFT void unlock_known(SELF void *mutex) {
  __tsan_release(mutex);
  unlock(mutex);
}
