-- Times are microseconds since the epoch, flags 0 and 1, JSON is text.

CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Paid features that are switched on, as a JSON array of names.
  features TEXT NOT NULL DEFAULT '[]',
  -- Product flags that are switched on for all members, as a JSON array of names.
  flags TEXT NOT NULL DEFAULT '[]',
  allow_publicly_shared_resources INTEGER NOT NULL DEFAULT 1,
  allow_personal_api_keys INTEGER NOT NULL DEFAULT 1,
  ai_approved INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE projects (
  -- Equals the id of the project's default environment.
  id INTEGER PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  name TEXT NOT NULL,
  private INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE environments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  uuid TEXT NOT NULL,
  -- The public token that capture and the browser use.
  api_token TEXT NOT NULL UNIQUE,
  timezone TEXT NOT NULL DEFAULT 'UTC',
  week_start_day INTEGER NOT NULL DEFAULT 0,
  test_account_filters TEXT NOT NULL DEFAULT '[]',
  path_cleaning_filters TEXT NOT NULL DEFAULT '[]',
  aggregate_users_by_distinct_id INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX environments_by_project ON environments (project_id);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  distinct_id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  is_active INTEGER NOT NULL DEFAULT 1,
  is_email_verified INTEGER,
  role_at_organization TEXT,
  -- What `@current` means for this user.
  current_environment_id INTEGER REFERENCES environments (id)
) STRICT;

CREATE TABLE memberships (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  user_id INTEGER NOT NULL REFERENCES users (id),
  -- 1 member, 8 administrator, 15 owner.
  level INTEGER NOT NULL,
  UNIQUE (organization_id, user_id)
) STRICT;

-- Who may enter a private project besides the organization's administrators.
CREATE TABLE project_members (
  project_id INTEGER NOT NULL REFERENCES projects (id),
  user_id INTEGER NOT NULL REFERENCES users (id),
  PRIMARY KEY (project_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE personal_api_keys (
  id TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  label TEXT NOT NULL,
  -- "sha256$" and the hex of the key's SHA-256; the key itself is not kept.
  secure_value TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL DEFAULT '[]',
  -- JSON arrays of ids; empty means no limit.
  scoped_teams TEXT NOT NULL DEFAULT '[]',
  scoped_organizations TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;

CREATE TABLE insights (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  short_id TEXT NOT NULL,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  environment_id INTEGER NOT NULL REFERENCES environments (id),
  name TEXT,
  derived_name TEXT,
  description TEXT,
  -- Legacy filters, as given.
  filters TEXT NOT NULL DEFAULT '{}',
  query TEXT,
  list_order INTEGER,
  deleted INTEGER NOT NULL DEFAULT 0,
  favorited INTEGER NOT NULL DEFAULT 0,
  saved INTEGER NOT NULL DEFAULT 1,
  is_sample INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  created_by INTEGER REFERENCES users (id),
  updated_at INTEGER NOT NULL,
  last_modified_at INTEGER NOT NULL,
  last_modified_by INTEGER REFERENCES users (id),
  UNIQUE (environment_id, short_id)
) STRICT;
CREATE INDEX insights_by_project ON insights (project_id, deleted, list_order);
CREATE INDEX insights_by_short_id ON insights (project_id, short_id);

CREATE TABLE insight_tags (
  insight_id INTEGER NOT NULL REFERENCES insights (id),
  name TEXT NOT NULL,
  PRIMARY KEY (insight_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE dashboards (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  environment_id INTEGER NOT NULL REFERENCES environments (id),
  name TEXT,
  description TEXT NOT NULL DEFAULT '',
  filters TEXT NOT NULL DEFAULT '{}',
  variables TEXT NOT NULL DEFAULT '{}',
  tags TEXT NOT NULL DEFAULT '[]',
  creation_mode TEXT NOT NULL DEFAULT 'default',
  restriction_level INTEGER NOT NULL DEFAULT 21,
  pinned INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  created_by INTEGER REFERENCES users (id)
) STRICT;
CREATE INDEX dashboards_by_project ON dashboards (project_id, deleted);

CREATE TABLE tiles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dashboard_id INTEGER NOT NULL REFERENCES dashboards (id),
  insight_id INTEGER REFERENCES insights (id),
  -- A text tile's text; it has no insight.
  text TEXT,
  layouts TEXT NOT NULL DEFAULT '{}',
  color TEXT,
  filters_overrides TEXT NOT NULL DEFAULT '{}',
  -- NULL: never deleted; 1: deleted; 0: revived.
  deleted INTEGER,
  UNIQUE (dashboard_id, insight_id)
) STRICT;
CREATE INDEX tiles_by_insight ON tiles (insight_id);

CREATE TABLE insight_variables (
  id TEXT PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  name TEXT NOT NULL,
  code_name TEXT NOT NULL,
  type TEXT NOT NULL DEFAULT 'String',
  default_value TEXT,
  UNIQUE (project_id, code_name)
) STRICT;

CREATE TABLE insight_views (
  insight_id INTEGER NOT NULL REFERENCES insights (id),
  -- 0: seen through a shared link, by nobody in particular.
  user_id INTEGER NOT NULL,
  last_viewed_at INTEGER NOT NULL,
  PRIMARY KEY (insight_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX insight_views_by_user ON insight_views (user_id, last_viewed_at);

CREATE TABLE activity (
  id TEXT PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  user_id INTEGER REFERENCES users (id),
  activity TEXT NOT NULL,
  scope TEXT NOT NULL,
  item_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_by_item ON activity (project_id, scope, item_id, created_at);
CREATE INDEX activity_by_time ON activity (project_id, scope, created_at);

CREATE TABLE sharing_configurations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  environment_id INTEGER NOT NULL REFERENCES environments (id),
  insight_id INTEGER REFERENCES insights (id),
  dashboard_id INTEGER REFERENCES dashboards (id),
  enabled INTEGER NOT NULL DEFAULT 0,
  access_token TEXT NOT NULL UNIQUE,
  settings TEXT,
  password_required INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  -- NULL: the current configuration; else a replaced one that dies then.
  expires_at INTEGER
) STRICT;
CREATE INDEX sharing_by_insight ON sharing_configurations (insight_id);
CREATE INDEX sharing_by_dashboard ON sharing_configurations (dashboard_id);

CREATE TABLE share_passwords (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sharing_id INTEGER NOT NULL REFERENCES sharing_configurations (id),
  -- "pbkdf2_sha256$iterations$salt$hash", the last two in URL-safe base64.
  password_hash TEXT NOT NULL,
  note TEXT,
  created_at INTEGER NOT NULL,
  created_by INTEGER REFERENCES users (id),
  is_active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX share_passwords_by_sharing ON share_passwords (sharing_id);

CREATE TABLE access_controls (
  id TEXT PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  resource TEXT NOT NULL,
  resource_id INTEGER NOT NULL,
  -- At most one of the two; neither is the default for everybody.
  organization_member TEXT REFERENCES memberships (id),
  role TEXT,
  access_level TEXT NOT NULL,
  created_by INTEGER REFERENCES users (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX access_controls_by_holder
  ON access_controls (resource, resource_id, ifnull(organization_member, ''), ifnull(role, ''));

CREATE TABLE cohorts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  name TEXT NOT NULL,
  definition TEXT NOT NULL
) STRICT;
CREATE INDEX cohorts_by_project ON cohorts (project_id);

CREATE TABLE actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  name TEXT NOT NULL,
  steps TEXT NOT NULL
) STRICT;
CREATE INDEX actions_by_project ON actions (project_id);

CREATE TABLE elements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES projects (id),
  text TEXT,
  tag_name TEXT,
  attr_class TEXT,
  href TEXT,
  attr_id TEXT,
  nth_child INTEGER,
  nth_of_type INTEGER,
  attributes TEXT NOT NULL DEFAULT '{}',
  list_order INTEGER
) STRICT;
CREATE INDEX elements_by_project ON elements (project_id);
