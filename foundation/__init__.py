"""What every portal stands on: database, tenancy, identity, revisions, events, jobs, mail, storage, web."""
