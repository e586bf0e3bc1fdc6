// OrgLifeLedger
