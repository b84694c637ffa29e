"""The structure of a portal as a tree, one module for each mode of the studio."""

from builder.studio.outline.node import Group, Node, Seen, counted, find
from builder.studio.outline.trees import tree

__all__ = ["Group", "Node", "Seen", "counted", "find", "tree"]
