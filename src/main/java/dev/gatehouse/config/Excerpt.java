package dev.gatehouse.config;

/**
 * A line of the file as it is shown with a problem: key material blotted out, and cut where it is
 * very long.
 *
 * @param marker how many code points of it stand in front of what the problem is about
 * @param width how many code points the problem is about
 */
public record Excerpt(String text, int marker, int width) {}
