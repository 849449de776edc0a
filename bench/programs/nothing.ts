/** The first file that a program requires. */
