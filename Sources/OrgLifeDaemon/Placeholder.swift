// OrgLifeDaemon
