// The desk works without script; this makes it livelier.
import { assigning } from "./parts/assign.js";
import { board } from "./parts/board.js";
import { checks } from "./parts/checks.js";
import { dialogs } from "./parts/dialogs.js";
import { filters } from "./parts/lists.js";
import { mode } from "./parts/mode.js";
import { picking } from "./parts/picking.js";
import { newPortal } from "./parts/new-portal.js";
import { popups } from "./parts/popups.js";
import { strength } from "./parts/strength.js";
import { submits } from "./parts/submit.js";
import { swaps } from "./parts/swap.js";
import { toasts } from "./parts/toasts.js";

swaps();
popups();
mode();
checks();
submits();
filters();
dialogs();
toasts();
board();
assigning();
picking();
strength();
newPortal();
