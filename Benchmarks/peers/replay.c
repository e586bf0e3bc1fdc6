// Executes what statements.c wrote, on a new database of the same kind: replay STATEMENTS DATABASE.
// Prints how many statements there were, how many failed, and the seconds of CPU for executing them and reading their rows;
// compiling them, which a program does once, is left out.
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **words) {
  FILE *file = count == 3 ? fopen(words[1], "rb") : NULL;
  sqlite3 *database;
  if (file == NULL || sqlite3_open(words[2], &database) != SQLITE_OK) return 66;
  sqlite3_exec(
    database,
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON",
    NULL, NULL, NULL);
  long statements = 0, failed = 0;
  double seconds = 0;
  uint32_t length;
  while (fread(&length, sizeof length, 1, file) == 1) {
    char *text = malloc(length);
    sqlite3_stmt *statement = NULL;
    if (text == NULL || fread(text, 1, length, file) != length) return 66;
    int result = sqlite3_prepare_v2(database, text, (int)length, &statement, NULL);
    double begin = now();
    while (result == SQLITE_OK && statement != NULL && (result = sqlite3_step(statement)) == SQLITE_ROW) {
      for (int column = 0; column < sqlite3_column_count(statement); column++) sqlite3_column_blob(statement, column);
      result = SQLITE_OK;
    }
    sqlite3_reset(statement);
    seconds += now() - begin;
    statements++;
    failed += result != SQLITE_DONE;
    sqlite3_finalize(statement);
    free(text);
  }
  printf("%ld %ld %.6f\n", statements, failed, seconds);
  return sqlite3_close(database);
}
