-- Which older programs a script lets go on and start again beside newer ones. A script without a row lets none.

CREATE TABLE schema_compatibility (
  version INTEGER PRIMARY KEY,
  oldest_program INTEGER NOT NULL CHECK (oldest_program > 0)
);
