package io.infinitic.clients;

import java.time.Instant;

/**
 * An entry of a run's history, for people.
 *
 * @param id its number, from 1; 0 for a note, which is beside the history: no replay sees it
 * @param time when it entered the history
 * @param type its kind
 * @param summary what happened, without user values
 * @param command number of the command that it is, or that it concerns; 0 if none
 */
public record HistoryEvent(long id, Instant time, EventType type, String summary, int command) {}
