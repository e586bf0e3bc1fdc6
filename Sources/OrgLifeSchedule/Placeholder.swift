// OrgLifeSchedule
