-- both
-- What this installation is, a name and a value each: demonstration = '1' where the program made the data.
CREATE TABLE app_installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
