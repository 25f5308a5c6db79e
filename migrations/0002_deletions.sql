-- How often events of the environment were deleted: answers that were kept before are not found any more.
ALTER TABLE environments ADD COLUMN deletions INTEGER NOT NULL DEFAULT 0;
