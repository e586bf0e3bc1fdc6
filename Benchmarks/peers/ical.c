/* The same dates by libical. ical WORK ORGANISATIONS RULES: WORK is dates or raw. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long day_number(struct icaltimetype time) {
  return (long)(icaltime_as_timet(time) / 86400);
}

int main(int count, char **words) {
  if (count < 4) return 2;
  int organisations = atoi(words[2]), wants_dates = !strcmp(words[1], "dates"), rules = 0;
  struct icalrecurrencetype rule[64];
  char line[512];
  FILE *file = fopen(words[3], "r");
  if (!file) { perror(words[3]); return 2; }
  while (rules < 64 && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    rule[rules++] = icalrecurrencetype_from_string(line);
  }
  long results = 0, checksum = 0;
  clock_t began = clock();
  for (int organisation = 0; organisation < organisations; organisation++)
    for (int i = 0; i < rules; i++) {
      icalrecur_iterator *days = icalrecur_iterator_new(rule[i], icaltime_from_string("20260101"));
      struct icaltimetype day;
      while (day = icalrecur_iterator_next(days), !icaltime_is_null_time(day) && day.year == 2026)
        if (wants_dates) printf("%d %04d-%02d-%02d\n", i, day.year, day.month, day.day);
        else { results++; checksum += day_number(day); }
      icalrecur_iterator_free(days);
    }
  if (!wants_dates) printf("%ld %ld %.6f\n", results, checksum, (double)(clock() - began) / CLOCKS_PER_SEC);
}
