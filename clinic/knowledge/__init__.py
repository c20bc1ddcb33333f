"""Clinical knowledge as reviewable data, and what is read from answers with it. Pure, except its pages."""
