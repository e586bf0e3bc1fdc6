// OrgLifeProgramme
