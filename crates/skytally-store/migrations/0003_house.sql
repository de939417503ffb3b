-- Variables of checks for all cloud accounts of a workspace: a JSON object of check to variable to value. What an account
-- sets itself comes before it.
ALTER TABLE workspaces ADD COLUMN thresholds TEXT NOT NULL DEFAULT '{}';
