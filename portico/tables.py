"""Every table of the product, imported so that the metadata is whole: for migrations and the architecture tests."""

# ruff: noqa: F401
import commerce.checkout.models
import commerce.clients.models
import commerce.orders.models
import commerce.payments.models
import foundation.audit.models
import foundation.bindings.models
import foundation.events.models
import foundation.identity.models
import foundation.mail.models
import foundation.realtime.models
import foundation.revisions.models
import foundation.tenancy.models
import foundation.timers.models
import workspace.conversations.models
import workspace.files.models
import workspace.inbox.models
import workspace.notifications.models
import workspace.onboarding.models
import workspace.tasks.models
import workspace.timeline.models
from foundation.db.models import Base

metadata = Base.metadata
