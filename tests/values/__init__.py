"""Tests of what a typed thing means."""
