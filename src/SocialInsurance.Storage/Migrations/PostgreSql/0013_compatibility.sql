-- Which older programs a script lets go on and start again beside newer ones. A script without a row lets none.

CREATE TABLE schema_compatibility (
  version BIGINT PRIMARY KEY,
  oldest_program BIGINT NOT NULL CHECK (oldest_program > 0)
);
