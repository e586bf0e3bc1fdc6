// OrgLifeDispatch
