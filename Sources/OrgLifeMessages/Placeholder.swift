// OrgLifeMessages
