"""Widgets: they listen to the session and call commands; they decide nothing."""
