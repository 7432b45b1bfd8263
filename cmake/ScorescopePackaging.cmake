# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` puts where, and the Debian package that `cpack -G DEB` makes of it.
include(GNUInstallDirs)

set(packaging ${CMAKE_SOURCE_DIR}/packaging)
configure_file(${packaging}/man/scorescope.1.in ${CMAKE_BINARY_DIR}/generated/scorescope.1 @ONLY)

install(TARGETS scorescope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_BINARY_DIR}/generated/scorescope.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${packaging}/completions/scorescope.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME scorescope)
# The program carries its scenes; these are for reading and for copying from.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scenes DESTINATION ${CMAKE_INSTALL_DATADIR}/scorescope
        FILES_MATCHING PATTERN "*.json")
set(documents ${CMAKE_INSTALL_DATADIR}/doc/scorescope)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/CHANGELOG.md DESTINATION ${documents})
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${documents} RENAME copyright)
if(SCORESCOPE_GUI)
  set(id org.scorescope.Scorescope)
  install(FILES ${packaging}/${id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${packaging}/${id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES ${packaging}/${id}.mime.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME ${id}.xml)
  install(FILES ${packaging}/icons/${id}.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME scorescope)
set(CPACK_PACKAGE_VENDOR "The Scorescope authors")
set(CPACK_PACKAGE_CONTACT "The Scorescope authors <scorescope@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "workbench for auto-encoders and the score of a distribution")
set(CPACK_PACKAGE_DESCRIPTION "A denoising auto-encoder trains while you watch: the arrows of r(x) - x turn towards
the data and are compared with the exact optimum. For the experiments of Guillaume
Alain's thesis of 2018, in a window or from the command line without a display.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# The libraries come from what the program links; these are what it opens at run time. OpenBLAS with
# OpenMP, because the other one's threads fight those of LibTorch.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libopenblas0-openmp, libegl1, libgl1-mesa-dri, fonts-dejavu-core")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3-torch") # a reference of `bench`
include(CPack)
