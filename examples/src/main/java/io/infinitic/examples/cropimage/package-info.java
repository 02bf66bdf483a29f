/**
 * The workflow of the introduction: download an image, make it smaller, upload it. Image bytes stay
 * in files and behind URLs; the history holds references to them.
 */
@NullMarked
package io.infinitic.examples.cropimage;

import org.jspecify.annotations.NullMarked;
