// OrgLifeCore
