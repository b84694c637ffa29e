"""Pages of a portal: request, visibility, composition, views."""
