"""The parts of the campaign on screen: actions, sites, material, survey and more."""
