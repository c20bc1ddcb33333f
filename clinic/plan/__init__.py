"""From the answers to a signed plan: proposing, drafting, signing. The paper itself is `handout`'s."""
