package io.infinitic.engine;

/**
 * The place of a row.
 *
 * @param owner run id, or workflow id for a pointer
 * @param kind what it holds
 * @param id tells rows of one owner and kind apart
 */
public record RowKey(String owner, RowKind<?> kind, String id) {}
