"""The blueprint that the pages of this slice hang on."""

from flask import Blueprint

bp = Blueprint("handout", __name__)
