/**
 * What workflows and clients see when something does not end well. All unchecked; the root is
 * InfiniticException.
 */
@NullMarked
package io.infinitic.exceptions;

import org.jspecify.annotations.NullMarked;
