// The portal works without script; this makes it livelier.
import { bells } from "./parts/bell.js";
import { checks } from "./parts/checks.js";
import { dialogs } from "./parts/dialogs.js";
import { filters } from "./parts/lists.js";
import { live } from "./parts/live.js";
import { mode } from "./parts/mode.js";
import { popups } from "./parts/popups.js";
import { previews } from "./parts/preview.js";
import { quantities, summary } from "./parts/quantity.js";
import { refreshes } from "./parts/refresh.js";
import { submits } from "./parts/submit.js";
import { toasts } from "./parts/toasts.js";
import { threads } from "./parts/thread.js";
import { forgetOnLeaving } from "./parts/kept.js";
import { unread } from "./parts/unread.js";
import { uploads } from "./parts/upload.js";

popups();
bells();
mode();
checks();
submits();
quantities();
summary();
filters();
dialogs();
toasts();
uploads();
previews();
threads();
unread();
forgetOnLeaving();
refreshes();
// Last: whoever follows something is there before the first word comes.
live();
