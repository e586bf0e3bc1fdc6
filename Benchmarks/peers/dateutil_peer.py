"""The same by python-dateutil, with a table of working days. Arguments: dates, raw or reminders; organisations; the file of
rules; calendars."""
import bisect
import datetime
import sys
import time

from dateutil.rrule import rrulestr

work, organisations, rules_path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
start, end = datetime.datetime(2026, 1, 1), datetime.datetime(2026, 12, 31)
epoch = datetime.date(1970, 1, 1).toordinal()
with open(rules_path, encoding="utf-8") as file:
    rules = [rrulestr(line.strip() + ";UNTIL=20261231", dtstart=start) for line in file]

is_worked = {}
for path in sys.argv[4:]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            date, _, rest = line.partition(",")
            if date[:2] == "20":
                is_worked[datetime.date.fromisoformat(date).toordinal()] = rest.startswith("makeup_workday")
first = datetime.date(2025, 1, 1).toordinal()
worked = [day for day in range(first, first + 800) if is_worked.get(day, (day - 1) % 7 < 5)]
ranks = {day: bisect.bisect_right(worked, day) - 1 for day in range(first, first + 800)}

if work == "dates":
    for number, rule in enumerate(rules):
        for day in rule:
            print(number, day.date())
    sys.exit()
results = checksum = 0
began = time.process_time()
for _ in range(organisations):
    for rule in rules:
        for moment in rule:
            day = moment.toordinal()
            if work == "raw":
                results += 1
                checksum += day - epoch
            else:
                rank = ranks[day]
                for before in (7, 3, 1, 0):
                    results += 1
                    checksum += (worked[rank - before] - epoch) * 86400 + 3600
print(results, checksum, f"{time.process_time() - began:.6f}")
