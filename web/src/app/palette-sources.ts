/** The searches of the command palette: each area adds its own here with `registerSource`. Loaded with the workspace's pages. */
import "~/pages/books/palette";
import "~/pages/checks/palette";
import "~/pages/findings/palette";
import "~/pages/inventory/palette";
