package io.infinitic.clients;

import java.util.List;
import java.util.Optional;

/**
 * Part of a list.
 *
 * @param items the part, in the order of the list
 * @param cursor where the next part begins; empty if this is the last one
 */
public record Page<T>(List<T> items, Optional<String> cursor) {}
