/* The limit: what one core can do for the rules of ../rules.txt, which are written out here as months and a kind of day.
   limit WORK ORGANISATIONS CALENDAR…: WORK is dates, raw or reminders; a calendar is a file of date,kind,name.
   Prints results, checksum, CPU seconds; or for dates, one organisation's dates. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum kind { FROM_FIRST, FROM_LAST, WEEKDAY, LAST_WORKDAY };
struct rule { unsigned months; enum kind kind; int number, weekday; };
struct reminder { int64_t at; uint32_t organisation, which; };

#define MONTH(m) (1u << (m))
#define EVERY_MONTH 0x1ffeu
#define QUARTER_ENDS (MONTH(3) | MONTH(6) | MONTH(9) | MONTH(12))
#define QUARTER_BEGINS (MONTH(1) | MONTH(4) | MONTH(7) | MONTH(10))

static struct rule rules[12] = {
  {EVERY_MONTH, WEEKDAY, 1, 4}, {EVERY_MONTH, LAST_WORKDAY, 0, 0},
  {QUARTER_ENDS, FROM_LAST, 1, 0}, {QUARTER_BEGINS, FROM_FIRST, 15, 0},
  {QUARTER_ENDS, FROM_FIRST, 20, 0}, {QUARTER_BEGINS, FROM_FIRST, 10, 0},
  {MONTH(6) | MONTH(12), FROM_FIRST, 30, 0}, {MONTH(1) | MONTH(7), FROM_FIRST, 10, 0},
  {MONTH(12), FROM_FIRST, 31, 0}, {MONTH(3), FROM_FIRST, 31, 0},
  {MONTH(2), FROM_LAST, 1, 0}, {MONTH(7), FROM_FIRST, 1, 0}};

/* Days since 1970-01-01, by counting years from March. */
static int day_number(int year, int month, int day) {
  if (month < 3) { year--; month += 12; }
  return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 1 - 719468;
}

static int weekday(int day) { return (day + 3) % 7; } /* Monday is 0; the days here are after 1970. */

/* The rule's day of the month, or 0. */
static int named(const struct rule *rule, int month) {
  int first = day_number(2026, month, 1);
  int last = (month == 12 ? day_number(2027, 1, 1) : day_number(2026, month + 1, 1)) - 1;
  int day;
  switch (rule->kind) {
  case FROM_FIRST: day = first + rule->number - 1; return day > last ? 0 : day;
  case FROM_LAST: day = last - rule->number + 1; return day < first ? 0 : day;
  case WEEKDAY: return first + (rule->weekday - weekday(first) + 7) % 7 + 7 * (rule->number - 1);
  default: return last - (weekday(last) > 4 ? weekday(last) - 4 : 0);
  }
}

#define SPAN 800
static int start, is_worked[SPAN], rank[SPAN], worked[SPAN];

static void read_calendar(const char *path) {
  char line[512], kind[64];
  int year, month, day;
  FILE *file = fopen(path, "r");
  if (!file) { perror(path); exit(2); }
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "%d-%d-%d,%63[^,]", &year, &month, &day, kind) == 4) {
      int index = day_number(year, month, day) - start;
      if (index >= 0 && index < SPAN) is_worked[index] = !strcmp(kind, "makeup_workday");
    }
  fclose(file);
}

int main(int count, char **words) {
  if (count < 3) return 2;
  int organisations = atoi(words[2]), total = 0;
  int wants_dates = !strcmp(words[1], "dates"), wants_reminders = !strcmp(words[1], "reminders");
  start = day_number(2025, 1, 1);
  for (int i = 0; i < SPAN; i++) is_worked[i] = weekday(start + i) < 5;
  for (int i = 3; i < count; i++) read_calendar(words[i]);
  for (int i = 0; i < SPAN; i++) {
    if (is_worked[i]) worked[total++] = i;
    rank[i] = total - 1;
  }
  static const int before[4] = {7, 3, 1, 0};
  /* Room for a thousand organisations, used again and again: what is measured is the work, not the memory. */
  struct reminder *room = malloc(1024 * 512 * sizeof *room);
  long results = 0;
  uint64_t checksum = 0;
  clock_t began = clock();
  for (int organisation = 0; organisation < organisations; organisation++) {
    struct reminder *next = room + organisation % 1024 * 512;
    for (int i = 0; i < 12; i++)
      for (int month = 1; month <= 12; month++) {
        int day;
        if (!(rules[i].months & MONTH(month)) || !(day = named(&rules[i], month))) continue;
        if (wants_dates) {
          time_t at = (time_t)day * 86400;
          char text[16];
          strftime(text, sizeof text, "%Y-%m-%d", gmtime(&at));
          printf("%d %s\n", i, text);
        } else if (!wants_reminders) {
          results++;
          checksum += day;
        } else
          for (int j = 0; j < 4; j++) {
            next->at = ((int64_t)start + worked[rank[day - start] - before[j]]) * 86400 + 3600;
            next->organisation = organisation;
            next->which = i << 2 | j;
            checksum += next++->at;
            results++;
          }
      }
  }
  if (!wants_dates) printf("%ld %llu %.6f\n", results, (unsigned long long)checksum, (double)(clock() - began) / CLOCKS_PER_SEC);
}
