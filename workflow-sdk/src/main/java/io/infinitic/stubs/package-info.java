/**
 * Objects that stand for a service or a workflow elsewhere. For the client and the worker; authors
 * get stubs from newService and newWorkflow.
 */
@NullMarked
package io.infinitic.stubs;

import org.jspecify.annotations.NullMarked;
