// Loaded before SQLite (LD_PRELOAD): writes every statement that a program executes, with its values, to the file $STATEMENTS.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *file;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("STATEMENTS");
  if (path != NULL) file = fopen(path, "wb");
}

__attribute__((destructor)) static void end(void) {
  if (file != NULL) fclose(file);
}

int sqlite3_step(sqlite3_stmt *statement) {
  static int (*step)(sqlite3_stmt *);
  if (step == NULL) step = (int (*)(sqlite3_stmt *))dlsym(RTLD_NEXT, "sqlite3_step");
  char *text = file != NULL && !sqlite3_stmt_busy(statement) ? sqlite3_expanded_sql(statement) : NULL;
  if (text != NULL) {
    uint32_t length = (uint32_t)strlen(text);
    fwrite(&length, sizeof length, 1, file);
    fwrite(text, 1, length, file);
    sqlite3_free(text);
  }
  return step(statement);
}
